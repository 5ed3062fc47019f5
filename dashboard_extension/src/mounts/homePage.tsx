/** On the Dashboard's home page, from 3.23. */
import "./widget";

import { HomeWidget } from "@/features/overview/HomeWidget";

import { mount } from "./AppFrame";

mount(<HomeWidget />);
