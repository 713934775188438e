package io.everup.ha.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A host in truth: what has power, what answers, what runs. */
final class Machine {

    enum Daemon {
        OK,
        HUNG,
        DEAD
    }

    /** How a fence device behaves. */
    enum Device {
        OK,
        /** There is none. */
        NONE,
        /** It gives no answer. */
        MUTE,
        REFUSES,
        /** It says yes to an order and does nothing. */
        STUCK,
        SLOW,
        /** It obeys, and its answer to an order is lost. */
        LOSES
    }

    final int number;
    final String name;
    final UUID id;
    /** Outlets of the power strip, one per power supply; none when the host has just a board. */
    final boolean[] outlets;

    final Device[] outletDevices;
    Device board = Device.OK;
    boolean boardOnHostPower;

    boolean powered = true;
    /** When it has booted; it answers nothing before. */
    long bootedAt;

    long lastOnAt = -1;
    /** Whether anybody has ever ordered it to be switched off. */
    boolean fenced;

    boolean network = true;
    boolean frozen;
    boolean storage = true;
    Daemon daemon = Daemon.OK;
    final Set<Integer> defined = new HashSet<>();
    final Map<Integer, Instance> running = new HashMap<>();
    /** How VMs that it still knows went off. */
    final Map<Integer, String> wentOff = new HashMap<>();

    Machine(int number, int supplies) {
        this.number = number;
        this.name = "h" + number;
        this.id = new UUID(1, number);
        this.outlets = new boolean[supplies];
        java.util.Arrays.fill(outlets, true);
        this.outletDevices = new Device[supplies];
        java.util.Arrays.fill(outletDevices, Device.OK);
    }

    /** A VM in memory. */
    static final class Instance {
        final long since;
        boolean paused;

        /** Its guest crashed, and its memory is kept to be looked at. */
        boolean preserved;

        Instance(long since) {
            this.since = since;
        }
    }

    /** When a ping would have been lost last; -1 for never. */
    long lastMute = -1;

    private boolean pinged = true;

    /** When its fence devices were changed last. */
    long devicesAt;

    /** Whatever may have changed, from now on it is so. */
    void note(long now) {
        var pings = pings(now);
        if (!pings || !pinged) {
            lastMute = now;
        }
        pinged = pings;
    }

    boolean booted(long now) {
        return powered && now >= bootedAt;
    }

    /** Whether its hypervisor would answer somebody whose network works. */
    boolean answers(long now) {
        return booted(now) && network && !frozen && daemon == Daemon.OK;
    }

    /** Whether the machine would answer a ping. */
    boolean pings(long now) {
        return powered && network && !frozen && now >= bootedAt;
    }

    Device boardNow() {
        return boardOnHostPower && !feeds() ? Device.MUTE : board;
    }

    /** Whether any of its supplies has current; the board's own switch is another matter. */
    boolean feeds() {
        if (outlets.length == 0) {
            return !dark;
        }
        for (var outlet : outlets) {
            if (outlet && !dark) {
                return true;
            }
        }
        return false;
    }

    /** Orders that a hung daemon has taken and not carried out yet. */
    final java.util.Deque<Runnable> waiting = new java.util.ArrayDeque<>();

    /** VMs that it starts by itself when it boots. */
    final Set<Integer> autostarts = new HashSet<>();

    /** A power cut in the building: neither outlets nor board have current. */
    boolean dark;
}
