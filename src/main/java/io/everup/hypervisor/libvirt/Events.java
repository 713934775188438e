package io.everup.hypervisor.libvirt;

import com.sun.jna.Pointer;
import io.everup.hypervisor.HypervisorListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/**
 * What one connection tells by itself, handed from libvirt's event thread to a thread of the link's own. All
 * connections share two callbacks which live as long as the process: native code keeps only their addresses, and a
 * callback that Java had collected would be called all the same.
 */
final class Events {

    private static final int LIFECYCLE = 0;
    private static final int REBOOT = 1;
    private static final int IO_ERROR = 4;
    private static final int DISK_CHANGE = 9;
    private static final int DEVICE_REMOVED = 15;
    private static final int AGENT_LIFECYCLE = 18;
    private static final int DEVICE_ADDED = 19;
    private static final int[] HEARD = {
        LIFECYCLE, REBOOT, IO_ERROR, DISK_CHANGE, DEVICE_REMOVED, AGENT_LIFECYCLE, DEVICE_ADDED
    };

    private static final Map<Pointer, Events> BY_CONNECTION = new ConcurrentHashMap<>();
    private static final LibvirtX.DomainEvent DOMAIN = (connection, domain) -> {
        var events = BY_CONNECTION.get(connection);
        if (events != null) {
            events.changed(domain);
        }
    };
    private static final Libvirt.VirConnectCloseFunc CLOSE = (connection, reason, data) -> {
        var events = BY_CONNECTION.get(connection.getPointer());
        if (events != null) {
            events.ended(reason);
        }
    };

    private final ConnectionPointer connection;
    private final HypervisorListener listener;
    private final List<Integer> registered = new ArrayList<>();
    private final Set<UUID> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService teller;

    private Events(ConnectionPointer connection, HypervisorListener listener, String where) {
        this.connection = connection;
        this.listener = listener;
        this.teller = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "libvirt events " + where);
            thread.setDaemon(true);
            return thread;
        });
    }

    static Events listen(ConnectionPointer connection, HypervisorListener listener, String where) {
        var libvirt = LibvirtRuntime.libvirt();
        var events = new Events(connection, listener, where);
        BY_CONNECTION.put(connection.getPointer(), events);
        libvirt.virConnectRegisterCloseCallback(connection, CLOSE, null, null);
        for (var id : HEARD) {
            // a hypervisor without this kind of event refuses; the poll finds out then
            var callback = libvirt.virConnectDomainEventRegisterAny(connection, null, id, DOMAIN, null, null);
            if (callback >= 0) {
                events.registered.add(callback);
            }
        }
        return events;
    }

    /** Says nothing any more. */
    void mute() {
        over.set(true);
        teller.shutdown();
    }

    /** Must come before the connection is closed, which libvirt otherwise keeps open. */
    void unregister() {
        var libvirt = LibvirtRuntime.libvirt();
        mute();
        registered.forEach(id -> libvirt.virConnectDomainEventDeregisterAny(connection, id));
        libvirt.virConnectUnregisterCloseCallback(connection, CLOSE);
        BY_CONNECTION.remove(connection.getPointer(), this);
    }

    private void changed(Pointer domain) {
        try {
            var vm = Handles.uuid(new DomainPointer(domain));
            // one notice stands for all changes until it is read
            if (waiting.add(vm)) {
                tell(() -> {
                    waiting.remove(vm);
                    if (!over.get()) {
                        listener.vmChanged(vm);
                    }
                });
            }
        } catch (LibvirtFault e) {
            throw new IllegalStateException(e);
        }
    }

    private void ended(int reason) {
        if (over.compareAndSet(false, true)) {
            var why = switch (reason) {
                case 1 -> "The host's daemon closed the connection.";
                case 2 -> "The host answers no more.";
                default -> "The connection to the host broke.";
            };
            tell(() -> listener.closed(why));
        }
    }

    private void tell(Runnable notice) {
        try {
            teller.execute(notice);
        } catch (RejectedExecutionException e) {
            // closed by us meanwhile
        }
    }
}
