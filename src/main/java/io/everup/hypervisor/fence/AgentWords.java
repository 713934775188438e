package io.everup.hypervisor.fence;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes sense of what a failed fence agent printed: agents exit with 1 whatever went wrong. */
final class AgentWords {

    private static final List<String> WRONG_LOGIN = List.of(
            "hmac is invalid",
            "unauthorized name",
            "invalid user name",
            "password verification",
            "login incorrect",
            "authentication failed",
            "authentication failure",
            "unauthorized",
            "access denied",
            "permission denied",
            "invalid credentials",
            "insufficient privilege");
    private static final List<String> WRONG_PARAMETERS = List.of(
            "you have to",
            "parse error",
            "unknown option",
            "invalid choice",
            "must be",
            "failed: please",
            "not supported",
            "unknown action");
    private static final List<String> SILENCE = List.of(
            "timed out",
            "timeout",
            "no route to host",
            "network is unreachable",
            "connection refused",
            "connection lost",
            "could not open socket",
            "name or service not known",
            "could not resolve",
            "unable to connect");

    /** ipmitool says the same of a wrong password and of silence, but only after 2 s (its -N) of the latter. */
    private static final String NO_IPMI_SESSION = "unable to establish";

    private static final Duration IPMI_SILENCE = Duration.ofMillis(1900);

    private static final Pattern STAMP = Pattern.compile("^[\\d-]{10} [\\d:,]+ (?:ERROR|WARNING|INFO|DEBUG): ");
    private static final Pattern LOG = Pattern.compile("^(?:ERROR|WARNING|INFO|DEBUG):root:");
    private static final int LONGEST = 300;

    private AgentWords() {}

    /** A run of its status action that ended by itself with neither "on" nor "off". */
    static HypervisorFailure failure(String agent, AgentRun.Result run) {
        var said = (run.errors() + "\n" + run.output()).toLowerCase(Locale.ROOT);
        if (said.contains("certificate verify failed") || said.contains("certificate_verify_failed")) {
            return new Refused(
                    "The power device shows a certificate that the portal's machine doesn't know. Let the machine trust"
                            + " it, or set ssl_insecure to 1.",
                    null);
        }
        if (contains(said, WRONG_LOGIN)
                || (said.contains(NO_IPMI_SESSION) && run.took().compareTo(IPMI_SILENCE) < 0)) {
            return new Refused(
                    "The power device answers, but refuses the login: check user name, password and, for IPMI, the"
                            + " cipher suite.",
                    null);
        }
        if (contains(said, SILENCE) || said.contains(NO_IPMI_SESSION)) {
            return new Unreachable("The power device doesn't answer.", null);
        }
        if (contains(said, WRONG_PARAMETERS)) {
            return new Refused("The fence agent refuses its parameters: " + reason(run), null);
        }
        return new Unreachable(agent + " didn't get the power state: " + reason(run), null);
    }

    static HypervisorFailure late(Duration deadline) {
        return new Unreachable(
                "The power device gave no answer within "
                        + String.format(Locale.ROOT, "%.1f", deadline.toMillis() / 1000.0) + " s.",
                null);
    }

    private static boolean contains(String text, List<String> any) {
        return any.stream().anyMatch(text::contains);
    }

    /** Its last error, without time stamps; commands it logged are left out, as they may name secrets. */
    static String reason(AgentRun.Result run) {
        var lines = (run.errors() + "\n" + run.output())
                .lines()
                .filter(line -> !line.contains("Executing:") && !line.contains("DEBUG") && !line.isBlank())
                .map(line -> LOG.matcher(STAMP.matcher(line).replaceFirst(""))
                        .replaceFirst("")
                        .strip())
                .filter(line -> !line.startsWith("Traceback")
                        && !line.startsWith("File ")
                        && !line.startsWith("Please use '-h'"))
                .distinct()
                .toList();
        if (lines.isEmpty()) {
            return "it gave no reason (exit status " + run.exit() + ").";
        }
        var last = lines.get(lines.size() - 1);
        return last.length() > LONGEST ? last.substring(0, LONGEST) + "…" : last;
    }
}
