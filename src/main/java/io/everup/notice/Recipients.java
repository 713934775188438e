package io.everup.notice;

import io.everup.shared.Refusal;
import java.util.List;

/** Mail addresses that people typed. */
public final class Recipients {

    private Recipients() {}

    /** @throws Refusal at the field, when there are none, too many, or one that is no address */
    public static void check(String field, List<String> recipients) {
        var problems = ChannelRules.recipients(recipients);
        if (!problems.isEmpty()) {
            throw Refusal.invalidField(field, problems.get(0).problem());
        }
    }
}
