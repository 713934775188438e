package io.everup.host.web;

import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;

/** Why a button of a host can't be pressed now; null where it can. */
record HostButtons(String maintenance, String powerOn, String testFence, String changeFence, String remove) {

    static HostButtons of(HostView host, Actor actor) {
        var off = host.state() == HostState.FENCED || host.state() == HostState.LOST;
        var noDevice = host.fence().isEmpty() ? "It has no fence device." : null;
        return new HostButtons(
                first(refused(actor, Permission.HOST_OPERATE), host.state() == HostState.UP ? null : "It isn't up."),
                first(refused(actor, Permission.HOST_OPERATE), off ? null : "It is not known to be off.", noDevice),
                noDevice,
                refused(actor, Permission.HA_MANAGE),
                refused(actor, Permission.HOST_MANAGE));
    }

    private static String refused(Actor actor, Permission permission) {
        return actor.may(permission)
                ? null
                : "Your role, " + actor.role().title() + ", doesn't allow you to " + permission.words() + ".";
    }

    private static String first(String... reasons) {
        for (var reason : reasons) {
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }
}
