// The elements of the interface. Each file is one element that works by itself; without JavaScript the page still says
// everything. What is not an element listens to the document: errors, focus, dialogs.
import "./bulk-select.js";
import "./clock-chip.js";
import "./command-palette.js";
import "./composer-box.js";
import "./copy-link.js";
import "./desk-alert.js";
import "./dialogs.js";
import "./draft-keeper.js";
import "./errors.js";
import "./file-drop.js";
import "./focus.js";
import "./fresh-fragments.js";
import "./hot-keys.js";
import "./image-marker.js";
import "./list-cursor.js";
import "./live-line.js";
import "./menu-button.js";
import "./nav-switch.js";
import "./new-rows.js";
import "./open-tabs.js";
import "./pending-form.js";
import "./relative-time.js";
import "./share-bar.js";
import "./theme-switch.js";
import "./undo-toast.js";
