import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, SharedConnections } from './shared-connections.js';

class Line implements Connection {
  isUsable = true;
  close(): void {
    this.isUsable = false;
  }
}

const newLine = async (): Promise<Line> => new Line();

describe('shared connections', () => {
  test('lend the same connection to several at once', async () => {
    const lines = new SharedConnections<Line>(1_000);
    const [one, other] = await Promise.all([lines.borrow('a', newLine), lines.borrow('a', newLine)]);
    expect(one.connection).toBe(other.connection);
    lines.close();
  });

  test('close one only after the last borrower has been gone for a while', async () => {
    const lines = new SharedConnections<Line>(20);
    const [one, other] = [await lines.borrow('a', newLine), await lines.borrow('a', newLine)];
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    await sleep(40);
    expect(other.connection.isUsable).toBe(true);
    other[Symbol.dispose]();
    await sleep(40);
    expect(other.connection.isUsable).toBe(false);
  });

  test('never lend a broken one again', async () => {
    const lines = new SharedConnections<Line>(1_000);
    const broken = await lines.borrow('a', newLine);
    broken.connection.isUsable = false;
    const next = await lines.borrow('a', newLine);
    broken[Symbol.dispose]();
    expect(next.connection.isUsable).toBe(true);
    expect(next.connection).not.toBe(broken.connection);
    lines.close();
  });

  test('try again after an attempt that failed', async () => {
    const lines = new SharedConnections<Line>(1_000);
    const failing = async (): Promise<Line> => {
      throw new Error('nobody there');
    };
    await expect(lines.borrow('a', failing)).rejects.toThrow('nobody there');
    expect((await lines.borrow('a', newLine)).connection.isUsable).toBe(true);
    lines.close();
  });

  test('that are closed leave none open, not even one still being opened', async () => {
    const lines = new SharedConnections<Line>(1_000);
    const opening = lines.borrow('a', () => sleep(20).then(newLine));
    lines.close();
    expect((await opening).connection.isUsable).toBe(false);
  });
});
