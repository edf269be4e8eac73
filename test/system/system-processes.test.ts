import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {describe, expect, it} from 'vitest';
import {SystemProcesses} from '../../src/system/system-processes.ts';

describe('SystemProcesses', () => {
  const processes = new SystemProcesses();
  const unknownStart = `${processes.processStart.split('/')[0]}/`;

  it('knows that this process has not ended', () => {
    expect(processes.pid).toBe(process.pid);
    expect(processes.isGone(process.pid, processes.processStart)).toBe(false);
    expect(processes.isGone(process.pid, unknownStart)).toBe(false);
  });

  it('says nothing about the processes of another container', () => {
    expect(processes.isGone(process.pid, '17/1')).toBe(false);
    expect(processes.isGone(2 ** 30, '17/1')).toBe(false);
    expect(processes.isGone(2 ** 30, unknownStart)).toBe(true);
  });

  it('tells a process from an earlier one that had its number', () => {
    const [numbering, start] = processes.processStart.split('/');
    expect(start).toMatch(/^\d+$/);
    expect(processes.isGone(process.pid, `${numbering}/${Number(start) - 1}`)).toBe(true);
  });

  it('knows that a killed process has ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const {pid = 0} = child;
    expect(processes.isGone(pid, unknownStart)).toBe(false);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(processes.isGone(pid, unknownStart)).toBe(true);
  });
});
