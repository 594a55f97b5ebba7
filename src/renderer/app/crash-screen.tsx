import { Component, type ReactNode } from 'react';
import { ErrorState } from '../components/error-state.tsx';

interface State {
  readonly error: unknown;
}

/** Shows a bug of a screen instead of a blank window; `resetKey` (the address) brings the screens back. */
export class CrashScreen extends Component<
  { readonly children: ReactNode; readonly resetKey?: string },
  State
> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate(previous: { readonly resetKey?: string }): void {
    if (previous.resetKey !== this.props.resetKey && this.state.error !== null)
      this.setState({ error: null });
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <ErrorState error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}
