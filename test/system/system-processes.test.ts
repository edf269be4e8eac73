import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {describe, expect, it} from 'vitest';
import {SystemProcesses} from '../../src/system/system-processes.ts';

describe('SystemProcesses', () => {
  const processes = new SystemProcesses();

  it('knows that this process has not ended', () => {
    expect(processes.pid).toBe(process.pid);
    expect(processes.isGone(process.pid, processes.processStart)).toBe(false);
    expect(processes.isGone(process.pid, '')).toBe(false);
  });

  it('tells a process from an earlier one that had its number', () => {
    expect(processes.processStart).toMatch(/^\d+$/);
    expect(processes.isGone(process.pid, String(Number(processes.processStart) - 1))).toBe(true);
  });

  it('knows that a killed process has ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const {pid = 0} = child;
    expect(processes.isGone(pid, '')).toBe(false);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(processes.isGone(pid, '')).toBe(true);
  });
});
