/** How every widget looks: the Dashboard's colors and font, without macaw-ui itself. */
import "virtual:macaw-theme.css";
import "@/ui/look.css";
import "@/ui/font.css";
