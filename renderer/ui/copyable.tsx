import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './copyable.module.css';
import { useRequest } from './use-request.ts';

const confirmationMs = 2000;

interface CopyableProps {
  readonly text: string;
  /** What the button does, for example “Copy SHA-256”. */
  readonly label: string;
}

/** Exact text, such as a path, a hash or a command, with a button that puts it on the clipboard. */
export function Copyable({ text, label }: CopyableProps) {
  const { t } = useTranslation();
  const { ask } = useRequest();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), confirmationMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => setCopied((await ask('desktop.copyText', { text })).ok);
  const shown = copied ? t('common.copied') : label;
  return (
    <span className={classes.copyable}>
      <code className={classes.text} dir="ltr">
        {text}
      </code>
      <Tooltip label={shown}>
        <ActionIcon variant="subtle" size="md" aria-label={shown} onClick={() => void copy()}>
          {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
