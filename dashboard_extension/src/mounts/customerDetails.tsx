/** Beside a customer in the Dashboard. */
import "./widget";

import { place } from "@/bridge/place";
import { ProfileWidget } from "@/features/profiles/ProfileWidget";

import { mount } from "./AppFrame";

mount(<ProfileWidget customerId={place.customerId} />);
