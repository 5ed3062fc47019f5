/** The pages, their addresses and the way between them. */
import { lazy, Suspense, type ReactNode } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";

import { place } from "@/bridge/place";
import { Notices } from "@/ui/Notices";
import { Loading } from "@/ui/States";

import { Navigation } from "./Navigation";
import { SignIn } from "./SignIn";
import { useSignedIn } from "./useSignedIn";

const OverviewPage = lazy(() => import("@/features/overview/OverviewPage"));
const ProfilesPage = lazy(() => import("@/features/profiles/ProfilesPage"));
const ProfilePage = lazy(() => import("@/features/profiles/ProfilePage"));
const LoyaltyPage = lazy(() => import("@/features/loyalty/LoyaltyPage"));
const MessagesPage = lazy(() => import("@/features/mail/MessagesPage"));
const ImportsPage = lazy(() => import("@/features/ingest/ImportsPage"));
const SettingsPage = lazy(() => import("@/features/settings/SettingsPage"));
const SystemPage = lazy(() => import("@/features/ingest/SystemPage"));

/** The folder this page is served from, without a final slash. */
function basename(): string {
  return new URL(".", document.baseURI).pathname.replace(/\/$/, "");
}

export function App(): ReactNode {
  const [isSignedIn, sign] = useSignedIn();
  if (!isSignedIn) return <SignIn onSignedIn={sign.in} />;
  return (
    <BrowserRouter basename={basename()}>
      <Navigation {...(place.isInDashboard ? {} : { onSignOut: sign.out })} />
      <main>
        <Suspense fallback={<Loading rows={8} />}>
          <Routes>
            <Route path="/" element={<OverviewPage />} />
            <Route path="/customers" element={<ProfilesPage />} />
            <Route path="/customers/:id" element={<ProfilePage />} />
            <Route path="/loyalty/:tab?" element={<LoyaltyPage />} />
            <Route path="/messages/:tab?" element={<MessagesPage />} />
            <Route path="/imports" element={<ImportsPage />} />
            <Route path="/settings/:tab?" element={<SettingsPage />} />
            <Route path="/system" element={<SystemPage />} />
            <Route path="*" element={<Navigate replace to="/" />} />
          </Routes>
        </Suspense>
      </main>
      <Notices />
    </BrowserRouter>
  );
}
