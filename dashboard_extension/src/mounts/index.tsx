/** The App page of the Dashboard, and the whole page when it stands alone. */
import "@saleor/macaw-ui/style";
import "virtual:macaw-theme.css";
import "@/ui/look.css";

import { App } from "@/features/shell/App";

import { mount } from "./AppFrame";

mount(<App />);
