package io.everup.vm.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.util.Locale;
import java.util.Set;

/** Why a button of a VM can't be pressed now; null where it can. */
record VmButtons(
        String start,
        String stop,
        String reboot,
        String suspend,
        String resume,
        String migrate,
        String delete,
        String console,
        String protect,
        String describe) {

    private static final Set<VmState> OFF = Set.of(VmState.STOPPED, VmState.FAULTED);
    private static final Set<VmState> ON = Set.of(VmState.RUNNING, VmState.PAUSED);
    private static final Set<VmState> RUNNING = Set.of(VmState.RUNNING);

    static VmButtons of(VmView vm, Actor actor) {
        return new VmButtons(
                reason(vm, actor, Permission.VM_OPERATE, OFF),
                reason(vm, actor, Permission.VM_OPERATE, ON),
                reason(vm, actor, Permission.VM_OPERATE, RUNNING),
                reason(vm, actor, Permission.VM_OPERATE, RUNNING),
                reason(vm, actor, Permission.VM_OPERATE, Set.of(VmState.PAUSED)),
                reason(vm, actor, Permission.VM_MIGRATE, RUNNING),
                reason(vm, actor, Permission.VM_DELETE, OFF),
                console(vm, actor),
                allowed(vm, actor, Permission.HA_MANAGE),
                allowed(vm, actor, Permission.VM_CONFIGURE));
    }

    private static String reason(VmView vm, Actor actor, Permission permission, Set<VmState> states) {
        var refused = allowed(vm, actor, permission);
        if (refused != null || states.contains(vm.state())) {
            return refused;
        }
        var word = vm.state().name().toLowerCase(Locale.ROOT);
        return vm.state().changing() ? "It is " + word + ": wait until its task ends." : "It is " + word + ".";
    }

    private static String console(VmView vm, Actor actor) {
        var refused = allowed(vm, actor, Permission.VM_CONSOLE);
        if (refused != null) {
            return refused;
        }
        return ON.contains(vm.state()) || vm.state().changing() ? null : "It is off, so there is no screen to show.";
    }

    private static String allowed(VmView vm, Actor actor, Permission permission) {
        return actor.refusal(permission, vm.place());
    }
}
