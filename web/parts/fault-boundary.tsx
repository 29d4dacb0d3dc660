import { Component, type ReactNode } from "react";
import { FaultNotice } from "./fault-notice.tsx";

type FaultBoundaryProps = {
  /** The reader's location. On a new location the boundary tries again. */
  place: string;
  children: ReactNode;
};

type FaultBoundaryState = { caught: { fault: unknown } | undefined };

/** Says that a part could not be shown, and keeps the rest of the page. React needs a class here. */
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
    // An open page does not request again a part that failed to load, so the whole page reloads.
    if (caught !== undefined) return <FaultNotice fault={caught.fault} onRetry={() => location.reload()} />;
    return this.props.children;
  }
}
