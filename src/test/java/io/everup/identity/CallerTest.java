package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class CallerTest {

    @AfterEach
    void nobody() {
        RequestContextHolder.resetRequestAttributes();
    }

    @Test
    void addressesOfOneIpv6NetworkCountTogether() {
        assertThat(from("2001:db8:1:2::a"))
                .isEqualTo(from("2001:db8:1:2:ffff::b"))
                .isNotEqualTo(from("2001:db8:1:3::a"));
        assertThat(from("10.0.0.1")).isEqualTo("10.0.0.1");
    }

    @Test
    void outsideARequestThereIsNoAddress() {
        assertThat(new Caller().address()).isNull();
    }

    private static String from(String address) {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
        return new Caller().network();
    }
}
