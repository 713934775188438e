package io.everup.ha.core;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What this replica has found out about a silent host.
 *
 * @param devices how many fence devices it has; -1 while that isn't known
 * @param answers the newest answer of each device that has answered, by the device's id
 * @param asking whether devices are being asked now
 * @param askedAt when they were asked last; null for never
 * @param alive whether the machine answers by another path than its hypervisor; null while that isn't known
 * @param knockedAt when that was found out; null for never
 * @param knocking whether it is being tried now
 * @param off the last attempt to switch it off; null when there was none
 */
public record Findings(
        int devices,
        Map<UUID, Power> answers,
        boolean asking,
        Instant askedAt,
        Boolean alive,
        Instant knockedAt,
        boolean knocking,
        SwitchOff off) {

    public static final Findings NONE = new Findings(-1, Map.of(), false, null, null, null, false, null);

    /**
     * An attempt to switch a host off.
     *
     * @param failover on whose behalf
     * @param begunAt when it was begun
     * @param endedAt null while it is under way
     * @param seenOff whether the host was seen off at its end
     * @param text what was done, or why it failed
     * @param failures how many attempts for this failover have failed in a row, this one included
     */
    public record SwitchOff(
            UUID failover, Instant begunAt, Instant endedAt, boolean seenOff, String text, int failures) {}

    /** In no order that means anything. */
    public List<Power> power() {
        return List.copyOf(answers.values());
    }

    public Findings withAsking(boolean now, Instant at) {
        return new Findings(devices, answers, now, at, alive, knockedAt, knocking, off);
    }

    public Findings withDevices(int number) {
        return new Findings(number, answers, asking, askedAt, alive, knockedAt, knocking, off);
    }

    public Findings with(UUID device, Power answer) {
        var more = new HashMap<>(answers);
        more.put(device, answer);
        return new Findings(devices, Map.copyOf(more), asking, askedAt, alive, knockedAt, knocking, off);
    }

    public Findings withKnocking(boolean now) {
        return new Findings(devices, answers, asking, askedAt, alive, knockedAt, now, off);
    }

    /** The end of knocking. */
    public Findings withAlive(Boolean answer, Instant at) {
        return new Findings(devices, answers, asking, askedAt, answer, at, false, off);
    }

    public Findings withOff(SwitchOff attempt) {
        return new Findings(devices, answers, asking, askedAt, alive, knockedAt, knocking, attempt);
    }
}
