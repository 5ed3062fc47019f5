/** Beside an order in the Dashboard. */
import "./widget";

import { place } from "@/bridge/place";
import { OrderWidget } from "@/features/orders/OrderWidget";

import { mount } from "./AppFrame";

mount(<OrderWidget orderId={place.orderId} />);
