package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.notice.ChannelDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Channels by which nobody is told any more. */
@Component
class DeliveryFacts implements FactSource {

    private static final int FAILURES = 3;

    private final ChannelDirectory channels;

    DeliveryFacts(ChannelDirectory channels) {
        this.channels = channels;
    }

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(AlarmRule.DELIVERY_FAILING);
    }

    @Override
    public List<Finding> find(Instant now) {
        return channels.failing(FAILURES).stream()
                .map(channel -> Finding.of(
                        AlarmRule.DELIVERY_FAILING,
                        new Subject("channel", channel.id(), channel.name()),
                        null,
                        "Notices by " + channel.name() + " don't arrive. " + channel.lastError(),
                        "Test the channel on the page Notices; what waits is sent when it works again.",
                        channel.since()))
                .toList();
    }
}
