import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import classes from './overview.module.css';

const secondMs = 1000;

/** The time left of a pause that ends by itself, second by second. Nobody is told of each second aloud. */
export function PauseCountdown() {
  const { t } = useTranslation();
  const until = useAppState((state) => state.protection.pausedUntil);
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (until === null) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), secondMs);
    return () => clearInterval(timer);
  }, [until]);
  if (until === null) return null;
  return (
    <p className={classes.detail} role="timer" aria-live="off">
      {t('overview.pauseLeft', { left: clockText(Date.parse(until) - nowMs) })}
    </p>
  );
}

/** `9:05`, or `1:00:00`. */
function clockText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / secondMs));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
