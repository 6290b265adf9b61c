import { Component, type ReactNode } from "react";

interface TroubleProps {
  children: ReactNode;
}

/** Where a part of the page cannot be loaded or drawn, words and a way on instead of an empty page. */
export class Trouble extends Component<TroubleProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) {
      return this.props.children;
    }
    return (
      <main className="sign-in">
        <h1 role="alert">This page could not be opened</h1>
        <p>Part of it did not arrive, or something in it broke. What is saved is safe, and so is what you typed.</p>
        <p>
          <a href={window.location.href}>Open it again</a>
        </p>
      </main>
    );
  }
}
