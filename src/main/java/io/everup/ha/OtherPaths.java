package io.everup.ha;

import io.everup.hypervisor.HostUri;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.springframework.stereotype.Component;

/** Whether a machine answers although its hypervisor doesn't: by TCP (even a refusal is an answer) or ICMP echo. */
@Component
class OtherPaths {

    private static final int DEADLINE_MILLIS = 700;

    boolean alive(String uri) {
        var host = HostUri.parse(uri);
        if (host.port() == 0 || host.address().isEmpty()) {
            return false;
        }
        return answersTcp(host.address(), host.port()) || answersEcho(host.address());
    }

    private static boolean answersTcp(String address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), DEADLINE_MILLIS);
            return true;
        } catch (ConnectException e) {
            return e.getMessage() != null && e.getMessage().contains("refused");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean answersEcho(String address) {
        try {
            return InetAddress.getByName(address).isReachable(DEADLINE_MILLIS);
        } catch (IOException e) {
            return false;
        }
    }
}
