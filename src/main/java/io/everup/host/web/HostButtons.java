package io.everup.host.web;

import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;

/** Why a button of a host can't be pressed now; null where it can. */
record HostButtons(String maintenance, String powerOn, String testFence, String changeFence, String remove) {

    static HostButtons of(HostView host, Actor actor) {
        var off = host.state() == HostState.FENCED || host.state() == HostState.LOST;
        var noDevice = host.fence().isEmpty() ? "It has no fence device." : null;
        return new HostButtons(
                first(
                        refused(host, actor, Permission.HOST_OPERATE),
                        host.state() == HostState.UP ? null : "It isn't up."),
                first(
                        refused(host, actor, Permission.HOST_OPERATE),
                        off ? null : "It is not known to be off.",
                        noDevice),
                noDevice,
                refused(host, actor, Permission.HA_MANAGE),
                refused(host, actor, Permission.HOST_MANAGE));
    }

    private static String refused(HostView host, Actor actor, Permission permission) {
        return actor.refusal(permission, Place.pool(host.poolId()));
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
