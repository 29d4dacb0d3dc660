import { NotFoundPage } from "../parts/welcome-page.tsx";
export function HealthOfficePages() {
  return <NotFoundPage />;
}
