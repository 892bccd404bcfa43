import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineDetails, QuarantineItem } from '../../../contract/quarantine.ts';
import { useBridge } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import classes from './quarantine.module.css';

/** What happened to an item, and the other names its file had; main is asked again whenever the item changes. */
export function ItemStory({ item }: { readonly item: QuarantineItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const details = useDetails(item);
  return (
    <>
      {item.otherNames === 0 ? null : (
        <section className={classes.explained} aria-label={t('quarantine.otherNames')}>
          <p className={classes.plain}>{t('quarantine.otherNamesText', { count: item.otherNames })}</p>
          {details === null || details.otherPlaces.length === 0 ? null : (
            <>
              <p className={classes.hint}>{t('quarantine.otherPlaces')}</p>
              {details.otherPlaces.map(({ path }) => (
                <FileName key={path} name={path} wrap />
              ))}
            </>
          )}
        </section>
      )}
      {details === null ? null : (
        <section aria-label={t('quarantine.history')}>
          <h3 className={classes.part}>{t('quarantine.history')}</h3>
          <ol className={classes.story}>
            {details.history.map(({ at, what, detail }) => (
              <li key={`${at} ${what}`} className={classes.event}>
                <time dateTime={at} className={classes.date}>
                  {format.dateTime(at)}
                </time>
                <span>{t(`quarantine.event.${what}`)}</span>
                {detail === '' ? null : (
                  <span className={classes.eventDetail}>
                    <FileName name={detail} wrap />
                  </span>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

/** Null until main has answered. */
function useDetails(item: QuarantineItem): QuarantineDetails | null {
  const bridge = useBridge();
  const [details, setDetails] = useState<QuarantineDetails | null>(null);
  useEffect(() => {
    let isWanted = true;
    const ask = async (): Promise<void> => {
      const shown = await bridge.request('quarantine.show', { id: item.id });
      if (isWanted && shown.ok) setDetails(shown.value);
    };
    void ask();
    return () => {
      isWanted = false;
    };
  }, [bridge, item]);
  return details;
}
