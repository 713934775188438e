package io.everup.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Where the current request comes from. */
@Component
public class Caller {

    /** The network address, as the trusted proxy says when there is one; null outside a request. */
    public String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? readable(attributes.getRequest().getRemoteAddr())
                : null;
    }

    /** An IPv6 address with its first run of zeros left out, as people write it (RFC 5952). */
    private static String readable(String address) {
        return address.indexOf(':') < 0 ? address : address.replaceFirst("(^|:)(0(:|$)){2,}", "::");
    }

    /**
     * What attempts are counted by: the address, or for IPv6 the 64 bits that one customer gets whole, so that no one
     * begins anew with the next of their addresses. {@code local} outside a request.
     */
    String network() {
        var address = address();
        if (address == null) {
            return "local";
        }
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 16 ? HexFormat.ofDelimiter(":").formatHex(bytes, 0, 8) : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
