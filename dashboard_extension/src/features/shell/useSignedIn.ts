/** Whether a request can be made: always inside the Dashboard, alone after signing in. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { place } from "@/bridge/place";
import { currentToken, signOut } from "@/bridge/session";

interface Sign {
  readonly in: () => void;
  readonly out: () => void;
}

export function useSignedIn(): [boolean, Sign] {
  const queries = useQueryClient();
  const [isSignedIn, setSignedIn] = useState(place.isInDashboard || currentToken() !== null);
  return [
    isSignedIn,
    {
      in: () => setSignedIn(true),
      out: () => {
        signOut();
        // What the one saw is not for the next who signs in on this machine.
        queries.clear();
        setSignedIn(false);
      },
    },
  ];
}
