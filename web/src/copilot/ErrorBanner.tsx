import type { Trouble } from "./trouble";

interface BannerProps {
  trouble: Trouble | null;
  onRetry: () => void;
  onClose: () => void;
}

export function ErrorBanner({ trouble, onRetry, onClose }: BannerProps) {
  if (!trouble) {
    return null;
  }
  return (
    <div className="banner" role="alert">
      <p>{trouble.words}</p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
      <button type="button" className="quiet" onClick={onClose}>
        Close
      </button>
    </div>
  );
}
