import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  type ActivityColumn,
  activityColumns,
  firstDirection,
  type HistoryOrder,
  historySortKeySchema,
} from '../../../contract/history.ts';
import classes from './activity.module.css';

interface ViewMenuProps {
  readonly columns: readonly ActivityColumn[];
  /** Those of them that the window is too narrow for. */
  readonly hidden: readonly ActivityColumn[];
  readonly onColumns: (columns: readonly ActivityColumn[]) => void;
  readonly order: HistoryOrder;
  readonly onOrder: (order: HistoryOrder) => void;
}

/** Which columns the list has, and what it is sorted by: also by those that are not shown or have no heading here. */
export function ViewMenu({ columns, hidden, onColumns, order, onOrder }: ViewMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu
      position="bottom-end"
      withinPortal={false}
      closeOnItemClick={false}
      classNames={{ dropdown: classes.viewMenu ?? '' }}
    >
      <Menu.Target>
        <Button
          variant="default"
          className={classes.view ?? ''}
          leftSection={<IconColumns3 size={16} aria-hidden />}
          rightSection={<IconChevronDown className={classes.viewMore} size={15} aria-hidden />}
        >
          <span className={classes.viewName}>{t('activity.view')}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.CheckboxGroup
          value={[...columns]}
          onChange={(names) => onColumns(activityColumns.filter((column) => names.includes(column)))}
        >
          <Menu.Label>{t('activity.columns')}</Menu.Label>
          {activityColumns.map((column) => (
            <Menu.CheckboxItem
              key={column}
              value={column}
              rightSection={
                hidden.includes(column) ? <span className={classes.noRoom}>{t('activity.noRoom')}</span> : null
              }
            >
              {t(`activity.column.${column}`)}
            </Menu.CheckboxItem>
          ))}
        </Menu.CheckboxGroup>
        <Menu.Divider />
        <Menu.RadioGroup
          value={order.key}
          onChange={(value) => {
            const key = historySortKeySchema.parse(value);
            onOrder({ key, direction: firstDirection[key] });
          }}
        >
          <Menu.Label>{t('activity.sortBy')}</Menu.Label>
          {historySortKeySchema.options.map((key) => (
            <Menu.RadioItem key={key} value={key}>
              {t(`activity.column.${key}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.RadioGroup
          value={order.direction}
          onChange={(value) => onOrder({ ...order, direction: value === 'ascending' ? 'ascending' : 'descending' })}
        >
          {(['ascending', 'descending'] as const).map((direction) => (
            <Menu.RadioItem key={direction} value={direction}>
              {t(`activity.${direction}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
