// The page of a request. Each file is one element or one listener; what they have in common lies in ui/js.
import "./assistant-draft.js";
import "./composing.js";
import "./insert-text.js";
import "./live-thread.js";
import "./mention-box.js";
import "./presence-mark.js";
import "./ready-answers.js";
import "./reply-end.js";
import "./reply-hints.js";
import "./reply-translation.js";
import "./sent-text.js";
import "./shown-dialog.js";
import "./undo-countdown.js";
import "./upload-drop.js";
