package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.Missing;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Puts libvirt's errors into the port's closed set of failures, with sentences that can be shown to people. */
final class Failures {

    /** Said by libvirt before the reason proper; they tell its developers more than our readers. */
    private static final Pattern PREAMBLE = Pattern.compile(
            "^(?:internal error|authentication failed|operation failed|Requested operation is not valid"
                    + "|unsupported configuration|invalid argument|XML error|An error occurred, but the cause is unknown"
                    + "|process exited while connecting to monitor|qemu unexpectedly closed the monitor"
                    + "|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\s+qemu-system-\\w+|qemu|-\\w+ \\{.*\\}|internal error: process exited[^:]*)\\s*:\\s*");

    /** "client socket is closed" means it was noticed before anything was sent. */
    private static final Pattern NOT_SENT =
            Pattern.compile("client socket is closed|not connected", Pattern.CASE_INSENSITIVE);

    /** QEMU's lock on an image, and virtlockd's lease. */
    private static final Pattern HELD = Pattern.compile(
            "Failed to get .*lock.*using the image \\[(?<image>[^\\]]*)\\]"
                    + "|Lockspace resource '(?<lease>[^']*)' is locked",
            Pattern.DOTALL);

    private static final Pattern STATE_FORBIDS = Pattern.compile(
            "already (?:exists?|defined|active|running|in use)|in use by|is being used|not (?:running|paused)",
            Pattern.CASE_INSENSITIVE);

    private static final List<String> NO_LOGIN =
            List.of("authentication", "permission denied (", "host key verification failed");

    private static final int LONGEST = 600;

    private Failures() {}

    /** A fault of a host that is still connected: it understood, and said no. */
    static HypervisorFailure of(LibvirtFault fault) {
        var held = HELD.matcher(fault.getMessage());
        if (held.find()) {
            var disk = held.group("image") != null ? held.group("image") : held.group("lease");
            return new Conflict("The disk " + disk + " is in use by another VM, or by this VM on another host.", fault);
        }
        var reason = reason(fault);
        return switch (fault.code()) {
            case ErrorCode.NO_DOMAIN, ErrorCode.NO_STORAGE_POOL, ErrorCode.NO_STORAGE_VOL -> new Missing(reason, fault);
            case ErrorCode.OPERATION_INVALID,
                    ErrorCode.DOM_EXIST,
                    ErrorCode.STORAGE_VOL_EXIST,
                    ErrorCode.RESOURCE_BUSY,
                    ErrorCode.OPERATION_TIMEOUT -> new Conflict(reason, fault);
            case ErrorCode.AUTH_FAILED,
                    ErrorCode.AUTH_CANCELLED,
                    ErrorCode.AUTH_UNAVAILABLE,
                    ErrorCode.ACCESS_DENIED,
                    ErrorCode.OPERATION_DENIED -> new Refused("The host doesn't allow it: " + reason, fault);
            case ErrorCode.OPERATION_FAILED, ErrorCode.INTERNAL_ERROR ->
                STATE_FORBIDS.matcher(reason).find() ? new Conflict(reason, fault) : new Refused(reason, fault);
            default -> new Refused(reason, fault);
        };
    }

    /** A fault of something asked of a VM: only the VM itself can be missing, not what it is made of. */
    static LibvirtFault ofVm(LibvirtFault fault) {
        if (fault.is(ErrorCode.NO_STORAGE_POOL, ErrorCode.NO_STORAGE_VOL)) {
            throw new Refused(reason(fault), fault);
        }
        return fault;
    }

    /** A fault by which the link turned out to be dead. */
    static HypervisorFailure ofDeadLink(LibvirtFault fault, boolean change, String where) {
        if (!change || NOT_SENT.matcher(fault.getMessage()).find()) {
            return new Unreachable("The link to " + where + " is broken: " + reason(fault), fault);
        }
        return new HypervisorFailure.OutcomeUnknown(
                "The link to " + where + " broke before the answer came: " + reason(fault), fault);
    }

    /** A fault while connecting. */
    static HypervisorFailure ofConnecting(LibvirtFault fault, String where) {
        var reason = reason(fault);
        var lower = fault.getMessage().toLowerCase(Locale.ROOT);
        if (lower.contains("host key verification failed")) {
            return new Refused(
                    where + " shows an SSH host key that this machine doesn't know. Check the key and add it to"
                            + " /etc/ssh/ssh_known_hosts or the portal user's ~/.ssh/known_hosts.",
                    fault);
        }
        if (lower.contains("failed to collect auth credentials")) {
            return new Refused(where + " asks for a user name and a password.", fault);
        }
        if (fault.is(ErrorCode.AUTH_FAILED, ErrorCode.AUTH_CANCELLED, ErrorCode.AUTH_UNAVAILABLE)
                || NO_LOGIN.stream().anyMatch(lower::contains)) {
            return new Refused(
                    where + " refuses the login: user name, password or key is wrong. (" + reason + ")", fault);
        }
        if (fault.is(ErrorCode.GNUTLS_ERROR) || lower.contains("certificate")) {
            return new Refused("The certificates don't fit: " + reason, fault);
        }
        if (fault.is(
                        ErrorCode.OPERATION_DENIED,
                        ErrorCode.ACCESS_DENIED,
                        ErrorCode.INVALID_ARG,
                        ErrorCode.CONFIG_UNSUPPORTED)
                || fault.unsupported()) {
            return new Refused(where + " turns us away: " + reason, fault);
        }
        return new Unreachable("Can't connect to " + where + ": " + reason, fault);
    }

    /** The reason without libvirt's preambles, as a sentence. */
    static String reason(LibvirtFault fault) {
        var text = fault.getMessage().strip().replaceAll("\\s+", " ");
        for (var shorter = cut(text); !shorter.equals(text); shorter = cut(text)) {
            text = shorter;
        }
        if (text.length() > LONGEST) {
            text = text.substring(0, LONGEST) + "…";
        }
        text = text.isEmpty() ? "libvirt gave no reason" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return text.endsWith(".") ? text : text + ".";
    }

    private static String cut(String text) {
        var rest = PREAMBLE.matcher(text).replaceFirst("");
        return rest.isBlank() ? text : rest;
    }
}
