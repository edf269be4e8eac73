/**
 * Lets SIGUSR2 change how much is logged while the monitor runs. Windows has no such signal.
 *
 * @returns Takes the signal handler away again.
 */
export function onLevelSignal(journal: Readonly<{nextLevel: () => void}>): () => void {
  if (process.platform === 'win32') return () => undefined;
  const next = () => journal.nextLevel();
  process.on('SIGUSR2', next);
  return () => {
    process.off('SIGUSR2', next);
  };
}
