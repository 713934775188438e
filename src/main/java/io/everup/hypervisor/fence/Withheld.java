package io.everup.hypervisor.fence;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parameters that nobody sets but the portal. A fence agent runs as the portal's own user: whoever could name programs or
 * files to it would act as the portal.
 */
final class Withheld {

    private static final String READS =
            "It would read a file of the portal's machine. Give a user name and a password instead.";
    private static final Map<Pattern, String> WHY = new LinkedHashMap<>();

    static {
        why("action", "The portal says itself what is to be done.");
        why(
                "(?!api_).*_path|exec|.*_script|ssh_options|.*sudo|cmd_prompt|command_prompt",
                "It would run a program on the portal's machine.");
        why(".*_file|.*_?cert|tlskey|openrc|cloud|kubeconfig|.*_dir", READS);
        why("debug.*|boto3_debug|.*logging|logfile|verbose.*|quiet", "The portal reads what the agent prints.");
        why("version|help|usage|record_only|separator|plug_separator", "It would keep the agent from its work.");
        why("missing_as_off", "A plug that isn't there would pass for a host without power: that proves nothing.");
        why("method", "The power must be seen off; a power cycle never shows it.");
        why("delay|random_sleep_range", "The portal itself decides when.");
        why("disable_timeout", "The portal needs its answers in time.");
    }

    private Withheld() {}

    private static void why(String names, String reason) {
        WHY.put(Pattern.compile(names), reason);
    }

    /** Why it is withheld; empty for one that may be set. */
    static Optional<String> why(String parameter) {
        return WHY.entrySet().stream()
                .filter(each -> each.getKey().matcher(parameter).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
