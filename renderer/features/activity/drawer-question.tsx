import { Button, Group } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusReturn } from '../../ui/focus.ts';
import classes from './activity.module.css';

interface DrawerQuestionProps {
  readonly title: string;
  readonly confirmText: string;
  /** It cannot simply be taken back. */
  readonly isGrave?: boolean;
  readonly asking: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A question in the drawer itself: a dialog over it would make two of them. It takes the focus, and gives it back. */
export function DrawerQuestion(props: DrawerQuestionProps) {
  const { t } = useTranslation();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusReturn();
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest('section')?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section className={classes.question} aria-labelledby={title}>
      <h3 ref={heading} id={title} tabIndex={-1} className={classes.questionTitle}>
        {props.title}
      </h3>
      {props.children}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={props.onClose}>
          {t('common.cancel')}
        </Button>
        <Button color={props.isGrave === true ? 'danger' : 'harbour'} loading={props.asking} onClick={props.onConfirm}>
          {props.confirmText}
        </Button>
      </Group>
    </section>
  );
}
