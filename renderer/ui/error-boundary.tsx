import { Component, type ReactNode } from 'react';
import { FatalScreen, useFatalTexts } from './fatal-screen.tsx';

interface Props {
  readonly reload: () => void;
  readonly children: ReactNode;
}

/** React offers catching errors of rendering to classes only. */
export class ErrorBoundary extends Component<Props, { readonly message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: String(error) };
  }

  override render() {
    const { message } = this.state;
    return message === null ? this.props.children : <Crashed detail={message} reload={this.props.reload} />;
  }
}

function Crashed({ detail, reload }: { readonly detail: string; readonly reload: () => void }) {
  return <FatalScreen {...useFatalTexts().crashed} detail={detail} onRetry={reload} />;
}
