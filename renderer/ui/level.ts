import {
  IconPlayerPause,
  IconShieldCheck,
  IconShieldExclamation,
  IconShieldSearch,
  IconShieldX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ProtectionLevel, ProtectionState } from '../../contract/state.ts';
import type { Tone } from './verdict.tsx';

interface Look {
  readonly tone: Tone;
  readonly icon: TablerIcon;
}

const looks: Readonly<Record<ProtectionLevel, Look>> = {
  protected: { tone: 'good', icon: IconShieldCheck },
  scanning: { tone: 'busy', icon: IconShieldSearch },
  attention: { tone: 'odd', icon: IconShieldExclamation },
  'engine-down': { tone: 'bad', icon: IconShieldX },
};

/** Colour and icon of a state; the words come from the translations. */
export function lookOf(protection: ProtectionState): Look {
  const look = looks[protection.level];
  return protection.level === 'attention' && protection.paused ? { ...look, icon: IconPlayerPause } : look;
}
