import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '@amie/config';
import { parsePasswordKey, type PasswordKey } from '@amie/database';
import { Bell } from '@amie/queue';
import { checkPassword, type Language, passwordMaximum, passwordMinimum } from '@amie/values';
import { Controller, Get, Inject, Logger, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG } from '../http/config.js';
import { acceptedLanguage } from '../http/language.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { OpenRoute } from '../http/token-guard.js';
import { renewInvitation } from '../people/invite.js';
import { Problem } from '../problems/problem.js';
import { textOf } from '../problems/render.js';
import { mailHost } from '../servers/mail-host.js';
import { activate, type Activation, hashPassword, isConfirmed } from './activate.js';
import { findLink, type Link } from './links.js';
import { pageHeaders } from './page-style.js';
import {
  choosePage,
  closedPage,
  donePage,
  expiredPage,
  type Page,
  type Place,
  renewedPage,
  sorryPage,
  unknownPage,
  usedPage,
  waitPage,
} from './pages.js';
import { Throttle } from './throttle.js';

const minute = 60_000;
const confirmWithinMs = 5000;

type Visit = FastifyRequest<{ Params: { token: string }; Querystring: { lang?: string } }>;

/** The pages behind an invitation's link, for people: server-rendered, no script. Looking never uses a link up. */
@Controller('activation')
@OpenRoute()
export class ActivationController {
  private readonly log = new Logger('activation');
  // A whole organisation may activate at once from behind one address: that limit only guards the machine.
  private readonly visits = new Throttle(600, minute);
  private readonly looks = new Throttle(120, minute);
  private readonly tries = new Throttle(10, minute);
  private readonly renewals = new Throttle(3, 10 * minute);

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly bell: Bell,
  ) {}

  @Get(':token')
  @Tells({ summary: 'Page: choose a password', type: 'text/html' })
  show(@Req() request: Visit, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(
      request,
      reply,
      this.looks,
      async (link, place) => this.closed(link, place) ?? choosePage(place, link),
    );
  }

  @Post(':token')
  @Tells({ summary: 'Page: the password chosen', type: 'text/html', bodyTypes: ['application/x-www-form-urlencoded'] })
  choose(@Req() request: Visit, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, this.tries, async (link, place) => {
      const closed = this.closed(link, place);
      if (closed) return closed;
      const { password, refused } = readPasswords(request.body, link);
      if (refused !== undefined) return choosePage(place, link, textOf(refused, place.language, passwordLimits));
      const activation = await activate(this.db, link, await hashPassword(password), this.key());
      if (!activation) return usedPage(place);
      void this.bell.ring('reconcile', activation.lanes);
      const confirmed = await this.waitUntilConfirmed(link, activation);
      return donePage(place, link, mailHost(link.server_address, link.server_settings), confirmed);
    });
  }

  @Post(':token/renew')
  @Tells({ summary: 'Page: a new link by mail', type: 'text/html' })
  renew(@Req() request: Visit, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, this.renewals, async (link, place) => {
      if (!link.is_open) return closedPage(place);
      // A link that was replaced before the password was chosen is done with; one sent since may be renewed.
      if (link.state === 'used' || (link.state === 'replaced' && link.activated_at)) return usedPage(place);
      const person = { id: link.person_id, member_id: link.member_id };
      await withScope(this.db, { member: link.member_id }, em => renewInvitation(em, person));
      void this.bell.ringErrand('invitations');
      return renewedPage(place, link.own_email);
    });
  }

  /** Read when needed: an API that nobody activates with needs no key. */
  private key(): PasswordKey {
    return parsePasswordKey(this.config.credentials.read('platform/password-key'));
  }

  /** The page of a link that cannot be used any more; undefined while it can. */
  private closed(link: Link, place: Place): Page | undefined {
    if (!link.is_open) return closedPage(place);
    if (link.state === 'used') return usedPage(place);
    if (link.state === 'replaced') return link.activated_at ? usedPage(place) : expiredPage(place, true);
    return link.is_expired ? expiredPage(place, false) : undefined;
  }

  private async answer(
    request: Visit,
    reply: FastifyReply,
    throttle: Throttle,
    make: (link: Link, place: Place) => Promise<Page>,
  ): Promise<void> {
    const { token } = request.params;
    const path = `/activation/${encodeURIComponent(token)}`;
    const place: Place = { language: wished(request) ?? acceptedLanguage(request.headers['accept-language']), path };
    const shown = await this.make(request, place, throttle, make).catch((thrown: unknown) =>
      this.failed(thrown, place),
    );
    await reply.status(shown.status).headers(pageHeaders).send(shown.text);
  }

  private async make(
    request: Visit,
    place: Place,
    throttle: Throttle,
    make: (link: Link, place: Place) => Promise<Page>,
  ): Promise<Page> {
    const { token } = request.params;
    this.visits.count(request.ip);
    throttle.count(token);
    const link = await findLink(this.db, token);
    if (!link) return unknownPage(place);
    return make(link, { ...place, language: wished(request) ?? link.language });
  }

  private failed(thrown: unknown, place: Place): Page {
    if (thrown instanceof Problem) return waitPage(place, textOf(thrown.code, place.language, thrown.params));
    this.log.error({ msg: 'an activation page failed', error: thrown instanceof Error ? thrown.stack : 'unknown' });
    return sorryPage(place);
  }

  /** Polls, as one person's activation takes some tens of milliseconds and no task follows it. */
  private async waitUntilConfirmed(link: Link, activation: Activation): Promise<boolean> {
    for (const end = performance.now() + confirmWithinMs; performance.now() < end; await pause(10)) {
      if (await isConfirmed(this.db, link, activation)) return true;
    }
    return false;
  }
}

const passwordLimits = { minimum: passwordMinimum, maximum: passwordMaximum };

function wished(request: Visit): Language | undefined {
  const { lang } = request.query;
  return lang === 'fr' || lang === 'en' ? lang : undefined;
}

/** The password of a form and why it is refused, if it is. It is never logged or shown again. */
function readPasswords(body: unknown, link: Link): { password: string; refused?: Parameters<typeof textOf>[0] } {
  const { password, again } = (body ?? {}) as { password?: unknown; again?: unknown };
  if (typeof password !== 'string' || password === '') return { password: '', refused: 'password-too-short' };
  if (password !== again) return { password: '', refused: 'passwords-differ' };
  const refused = checkPassword(password, {
    givenName: link.given_name,
    familyName: link.family_name,
    addresses: [link.address, link.own_email, ...link.extra_addresses],
  });
  return refused === undefined ? { password } : { password: '', refused };
}
