import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestInput, RequestName, RequestOutput, WindowRequests } from '../../contract/requests.ts';
import type { Failure, Result } from '../../contract/result.ts';
import { useBridge } from '../state/context.tsx';
import { useTranslate } from './use-translate.ts';

/** The failure in the user's language, with main's own words where there is no translation. */
export function useFailureText(): (failure: Failure) => string {
  const { i18n } = useTranslation();
  const translate = useTranslate();
  return useCallback(
    (failure) =>
      i18n.exists(`error.${failure.code}`) ? translate(`error.${failure.code}`, failure.params) : failure.message,
    [translate, i18n],
  );
}

/** Shows a failure as a notification; one that the user brought about by cancelling says nothing. */
export function useShowFailure(): (failure: Failure) => void {
  const { t } = useTranslation();
  const failureText = useFailureText();
  return useCallback(
    (failure) => {
      if (failure.code === 'cancelled') return;
      const text = failureText(failure);
      notifications.show({
        color: 'red',
        title: text,
        message: failure.message === text ? t('error.title') : failure.message,
        autoClose: 10_000,
        role: 'alert',
      });
    },
    [failureText, t],
  );
}

export interface Asker {
  /** Sends a request; a failure is shown as a notification. Resolves to the result either way. */
  ask<N extends RequestName<WindowRequests>>(
    name: N,
    input: RequestInput<WindowRequests, N>,
  ): Promise<Result<RequestOutput<WindowRequests, N>>>;
  /** Whether a request of this component is under way. */
  readonly asking: boolean;
}

/** Requests for the buttons of one component. */
export function useRequest(): Asker {
  const bridge = useBridge();
  const showFailure = useShowFailure();
  const [pending, setPending] = useState(0);
  const ask: Asker['ask'] = useCallback(
    async (name, input) => {
      setPending((count) => count + 1);
      const result = await bridge.request(name, input);
      setPending((count) => count - 1);
      if (!result.ok) showFailure(result.error);
      return result;
    },
    [bridge, showFailure],
  );
  return { ask, asking: pending > 0 };
}

/** Says in a notification that something was done. */
export function sayDone(message: string): void {
  notifications.show({ message, color: 'harbour', autoClose: 4000, withCloseButton: false });
}
