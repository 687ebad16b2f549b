import type { Config } from '@amie/config';
import { QueueModule } from '@amie/queue';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { BackupsController } from './backups/backups.controller.js';
import { RepositoriesController } from './backups/repositories.controller.js';
import { BinController } from './bin/bin.controller.js';
import { DayReportsController } from './days/day-reports.controller.js';
import { DaysController } from './days/days.controller.js';
import { DecisionsController } from './decisions/decisions.controller.js';
import { DomainsController } from './domains/domains.controller.js';
import { DriftController } from './drift/drift.controller.js';
import { GroupsController } from './groups/groups.controller.js';
import { HealthController } from './health/health.controller.js';
import { AnswerInterceptor } from './http/answer-interceptor.js';
import { CONFIG } from './http/config.js';
import { Desk } from './http/desk.js';
import { ProblemFilter } from './http/problem-filter.js';
import { DATABASE, type Database } from './http/scope.js';
import { TokenGuard } from './http/token-guard.js';
import { validation } from './http/validation.js';
import { Writes } from './http/writes.js';
import { ImportsController } from './imports/imports.controller.js';
import { LanesController } from './lanes/lanes.controller.js';
import { MembershipsController } from './memberships/memberships.controller.js';
import { YearPlanController } from './memberships/year-plan.controller.js';
import { MembersController } from './members/members.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { NightsController } from './nights/nights.controller.js';
import { ActivationController } from './pages/activation.controller.js';
import { PeopleController } from './people/people.controller.js';
import { PeriodsController } from './periods/periods.controller.js';
import { PlanController } from './plans/plan.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { ReadingsController } from './readings/readings.controller.js';
import { ServersController } from './servers/servers.controller.js';
import { SharedAddressesController } from './shared-addresses/shared-addresses.controller.js';
import { Figures } from './shares/figures.js';
import { SharesController } from './shares/shares.controller.js';
import { SiteAccessesController } from './sites/site-accesses.controller.js';
import { SiteDatabasesController } from './sites/site-databases.controller.js';
import { SitesController } from './sites/sites.controller.js';
import { CostsController } from './statements/costs.controller.js';
import { StatementsController } from './statements/statements.controller.js';
import { TaskEars } from './tasks/task-ears.js';
import { TaskStream } from './tasks/task-stream.js';
import { TasksController } from './tasks/tasks.controller.js';
import { TechniciansController } from './technicians/technicians.controller.js';
import { TokensController } from './tokens/tokens.controller.js';

/** The whole API: its controllers, and the guard, pipe, interceptor and filter that every route passes. */
@Module({})
export class ApiModule {
  static register(config: Config, db: Database): DynamicModule {
    return {
      module: ApiModule,
      imports: [QueueModule.register(config, 'api'), DiscoveryModule],
      controllers: [
        HealthController,
        OpenApiController,
        ActivationController,
        MembersController,
        PeopleController,
        GroupsController,
        SharedAddressesController,
        DomainsController,
        SitesController,
        SiteDatabasesController,
        SiteAccessesController,
        ServersController,
        LanesController,
        NightsController,
        ReadingsController,
        ImportsController,
        TasksController,
        PlanController,
        DriftController,
        BinController,
        RepositoriesController,
        BackupsController,
        CostsController,
        StatementsController,
        TokensController,
        TechniciansController,
        DaysController,
        DayReportsController,
        MembershipsController,
        YearPlanController,
        DecisionsController,
        PoliciesController,
        PeriodsController,
        SharesController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: DATABASE, useValue: db },
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_PIPE, useValue: validation },
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
        Writes,
        Desk,
        Figures,
        TaskEars,
        TaskStream,
      ],
    };
  }
}
