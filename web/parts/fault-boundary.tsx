import { Component, type ReactNode } from "react";
import { FaultNotice } from "./fault-notice.tsx";

type FaultBoundaryProps = {
  /** Where the reader is: elsewhere, all is tried again. */
  place: string;
  children: ReactNode;
};

type FaultBoundaryState = { caught: { fault: unknown } | undefined };

/** Says in words that a part could not be shown, and leaves the rest of the page standing. React wants a class here. */
export class FaultBoundary extends Component<FaultBoundaryProps, FaultBoundaryState> {
  override state: FaultBoundaryState = { caught: undefined };

  static getDerivedStateFromError(fault: unknown): FaultBoundaryState {
    return { caught: { fault } };
  }

  override componentDidUpdate({ place }: FaultBoundaryProps) {
    if (place !== this.props.place && this.state.caught !== undefined) this.setState({ caught: undefined });
  }

  override render() {
    const { caught } = this.state;
    // What could not be loaded once is not asked for again by a page that is open.
    if (caught !== undefined) return <FaultNotice fault={caught.fault} onRetry={() => location.reload()} />;
    return this.props.children;
  }
}
