package io.everup.service;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether a host answers a ping, by the system's program {@code ping}: Java itself may send ICMP only as root. On Debian
 * it is in the package iputils-ping, and works for every user.
 */
final class IcmpCheck {

    private static final List<String> PLACES = List.of("/bin/ping", "/usr/bin/ping", "/sbin/ping", "/usr/sbin/ping");
    private static final int PERMISSION = 2;

    private IcmpCheck() {}

    /** @param timeout in milliseconds */
    static ProbeOutcome check(InetAddress address, long timeout) {
        var program = PLACES.stream()
                .filter(place -> Files.isExecutable(Path.of(place)))
                .findFirst();
        if (program.isEmpty()) {
            return ProbeOutcome.bad(
                    Trouble.NOT_POSSIBLE, "This replica has no program ping. On Debian: apt install iputils-ping.");
        }
        var seconds = Long.toString(Math.max(1, timeout / 1000));
        Process process = null;
        try {
            // An address, never a name: nothing that was typed gets to the command line.
            process = new ProcessBuilder(program.get(), "-n", "-q", "-c", "1", "-W", seconds, address.getHostAddress())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(timeout + 500, TimeUnit.MILLISECONDS)) {
                return silent(address);
            }
            return switch (process.exitValue()) {
                case 0 -> ProbeOutcome.good(address.getHostAddress() + " answered a ping.");
                case PERMISSION ->
                    ProbeOutcome.bad(
                            Trouble.NOT_POSSIBLE,
                            "ping may not send here: it needs the right CAP_NET_RAW, or net.ipv4.ping_group_range.");
                default -> silent(address);
            };
        } catch (IOException e) {
            return ProbeOutcome.bad(Trouble.NOT_POSSIBLE, "ping could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ProbeOutcome.bad(Trouble.NOT_POSSIBLE, "The probe was interrupted.");
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static ProbeOutcome silent(InetAddress address) {
        return ProbeOutcome.bad(Trouble.NO_ANSWER, address.getHostAddress() + " did not answer a ping in time.");
    }
}
