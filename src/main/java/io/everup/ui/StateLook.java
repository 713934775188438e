package io.everup.ui;

import java.util.Map;

/**
 * How a state looks, whatever it is a state of.
 *
 * @param tone {@code ok}, {@code info}, {@code busy}, {@code warn}, {@code bad} or {@code quiet}: a colour
 * @param icon a symbol of the icon sprite, so that colour is never the only sign
 */
public record StateLook(String tone, String icon) {

    private static final StateLook UNKNOWN = new StateLook("quiet", "unknown");

    private static final Map<String, StateLook> LOOKS = Map.ofEntries(
            look("RUNNING", "ok", "running"),
            look("STOPPED", "quiet", "stopped"),
            look("PAUSED", "warn", "paused"),
            look("PROVISIONING", "busy", "working"),
            look("STARTING", "busy", "working"),
            look("STOPPING", "busy", "working"),
            look("MIGRATING", "busy", "migrate"),
            look("RECOVERING", "warn", "recovering"),
            look("DELETING", "busy", "working"),
            look("DELETED", "quiet", "delete"),
            look("FAULTED", "bad", "danger"),
            look("CRASHED", "bad", "danger"),
            look("CONNECTING", "busy", "connecting"),
            look("UP", "ok", "ok"),
            look("DOWN", "bad", "off"),
            look("SUSPECT", "warn", "suspect"),
            look("LOST", "bad", "lost"),
            look("FENCING", "warn", "power"),
            look("FENCED", "bad", "fence"),
            look("MAINTENANCE", "info", "maintenance"),
            look("EMPTYING", "busy", "migrate"),
            look("IN_MAINTENANCE", "info", "maintenance"),
            look("COMMAND", "busy", "console"),
            look("REBOOTING", "busy", "power"),
            look("RETURNING", "busy", "working"),
            look("SKIPPED", "quiet", "cancelled"),
            look("MOVING", "busy", "migrate"),
            look("RESUMING", "busy", "working"),
            look("MOVED", "ok", "ok"),
            look("GONE", "quiet", "ok"),
            look("BLOCKED", "bad", "blocked"),
            look("BACK", "ok", "ok"),
            look("STAYS", "info", "location"),
            look("DONE", "ok", "ok"),
            look("REFUSED", "warn", "warning"),
            look("QUEUED", "quiet", "queued"),
            look("WAITING", "quiet", "waiting"),
            look("CANCELLING", "warn", "working"),
            look("SUCCEEDED", "ok", "ok"),
            look("FAILED", "bad", "failed"),
            look("CANCELLED", "quiet", "cancelled"),
            look("REQUESTED", "quiet", "queued"),
            look("PREPARED", "busy", "working"),
            look("TRANSFERRING", "busy", "migrate"),
            look("SWITCHED", "busy", "migrate"),
            look("COMPLETED", "ok", "ok"),
            look("ROLLED_BACK", "warn", "revert"),
            look("NEEDS_OPERATOR", "bad", "warning"),
            look("BROKEN", "bad", "warning"),
            look("SILENT", "warn", "lost"),
            look("SUSPECTED", "warn", "suspect"),
            look("PROVEN", "info", "shield"),
            look("PLACED", "info", "location"),
            look("STARTED", "info", "running"),
            look("ANSWERING", "ok", "ok"),
            look("PROVING", "warn", "suspect"),
            look("DISMISSED", "quiet", "revert"),
            look("LEFT_OUT", "bad", "blocked"),
            look("RECOVERED", "ok", "ok"),
            look("READY", "ok", "shield"),
            look("UNREADY", "bad", "shield-off"),
            look("PROTECTED", "ok", "shield"),
            look("BEST_EFFORT", "info", "shield-half"),
            look("UNPROTECTED", "quiet", "shield-off"),
            look("OFF", "quiet", "off"),
            look("ON", "ok", "ok"),
            look("ENABLED", "ok", "ok"),
            look("DISABLED", "quiet", "off"),
            look("ACTIVE", "ok", "ok"),
            look("INACTIVE", "quiet", "off"),
            look("AVAILABLE", "ok", "ok"),
            look("UNAVAILABLE", "bad", "failed"),
            look("RAISED", "bad", "alarm-ringing"),
            look("ACKNOWLEDGED", "info", "check"),
            look("CLEARED", "ok", "ok"),
            look("HELD", "quiet", "pending"),
            look("SENDING", "busy", "working"),
            look("SENT", "ok", "ok"),
            look("GIVEN_UP", "bad", "failed"),
            look("DELIVERED", "ok", "ok"),
            look("OK", "ok", "ok"),
            look("WARNING", "warn", "warning"),
            look("ALARM", "bad", "alarm-ringing"),
            look("CRITICAL", "bad", "danger"),
            look("INFO", "info", "info"),
            look("ERROR", "bad", "danger"),
            look("UNKNOWN", "quiet", "unknown"));

    static StateLook of(Object state) {
        if (state == null) {
            return UNKNOWN;
        }
        var name = state instanceof Enum<?> constant ? constant.name() : state.toString();
        return LOOKS.getOrDefault(name.replace('-', '_').toUpperCase(java.util.Locale.ROOT), UNKNOWN);
    }

    private static Map.Entry<String, StateLook> look(String state, String tone, String icon) {
        return Map.entry(state, new StateLook(tone, icon));
    }
}
