package io.everup.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Fence devices come one by one, stand in levels, and keep their secrets. */
@ModuleTier
class FenceOperationsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Autowired
    ApplicationContext program;

    @Autowired
    FenceOperations operations;

    @Autowired
    FenceDevices devices;

    @Autowired
    FenceDirectory directory;

    @Test
    void devicesAreAddedOrderedChangedAndRemoved() {
        var centre = DataCentre.of(program, "2x0-levels");
        var id = centre.host("h1").id();
        centre.done(operations.add(As.ADA, id, wish(centre, "h1", null, "s3cret")));
        assertThat(centre.host("h1").fence()).extracting(FenceView::level).containsExactly(1, 2);
        var second = centre.host("h1").fence().get(1).id();

        operations.move(As.ADA, id, second, true);
        assertThat(centre.host("h1").fence().get(0).id()).isEqualTo(second);
        assertThatThrownBy(() -> operations.move(As.ADA, id, second, true)).isInstanceOf(Refusal.class);

        centre.done(operations.change(As.ADA, id, second, wish(centre, "h1", 2, null)));
        var view = centre.host("h1").fence();
        assertThat(view).as("levels have no gaps").extracting(FenceView::level).containsExactly(1, 1);
        assertThat(password(id, second)).as("a secret that isn't given stays").isEqualTo("s3cret");
        assertThatThrownBy(() -> operations.change(As.ADA, id, second, wish(centre, "h2", 2, null)))
                .as("but isn't told to another machine")
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("password again");

        operations.remove(As.ADA, id, second);
        assertThat(centre.host("h1").fence()).hasSize(1);
        assertThat(directory.changes(As.ADA, id, 50)).isNotEmpty();
        assertThatThrownBy(() -> operations.add(As.UMA, id, wish(centre, "h1", null, null)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> operations.remove(As.ADA, id, UUID.randomUUID()))
                .isInstanceOf(Refusal.class);
    }

    /** One outlet of two, as if the other fed another machine that has power. */
    @Test
    void halfALevelProvesNothing() {
        var centre = DataCentre.of(program, "2x0-half");
        var id = centre.host("h1").id();
        var own = wish(centre, "h1", 1, null);
        centre.done(operations.set(As.ADA, id, java.util.List.of(own, wish(centre, "h2", 1, null))));
        centre.say("power h1 off");
        var half = devices.askAll(id);
        assertThat(half.answers())
                .extracting(FenceDevices.Answer::power)
                .containsExactlyInAnyOrder(PowerState.OFF, PowerState.ON);
        assertThat(half.verdict().off()).isFalse();
        devices.off(id, devices.levels(id).get(0), DEADLINE);
        assertThat(centre.world().hasPower("h2"))
                .as("off is switched at all of them")
                .isFalse();
        assertThat(devices.askAll(id).verdict().off()).isTrue();
        devices.on(id, DEADLINE);
        assertThat(centre.world().hasPower("h1")).isTrue();
        assertThat(centre.world().hasPower("h2")).isTrue();
    }

    @Test
    void theScoreSaysWhetherItWouldWorkNow() {
        var centre = DataCentre.of(program, "1x0-score");
        var id = centre.host("h1").id();
        Await.until(
                "it is ready",
                DataCentre.LATER,
                () -> centre.host("h1").fencing().colour() == FenceScore.Colour.GREEN,
                centre::facts);
        centre.say("bmc h1 refuse");
        centre.ended(operations.test(As.ADA, id, null));
        assertThat(centre.host("h1").fencing().colour()).isEqualTo(FenceScore.Colour.RED);
        assertThat(centre.host("h1").fencing().why()).contains("could not be fenced now", "refuses the login");
        centre.ended(operations.set(As.ADA, id, java.util.List.of()));
        assertThat(centre.host("h1").fencing().why()).contains("no fence device");
    }

    private String password(UUID host, UUID device) {
        return devices.of(host).stream()
                .filter(each -> each.id().equals(device))
                .findFirst()
                .orElseThrow()
                .target()
                .params()
                .get("password");
    }

    private static NewFence wish(DataCentre centre, String host, Integer level, String password) {
        var params = new java.util.HashMap<>(centre.fence(host).get(0).params());
        if (password != null) {
            params.put("password", password);
        }
        return new NewFence("fence_sim", Map.copyOf(params), level);
    }
}
