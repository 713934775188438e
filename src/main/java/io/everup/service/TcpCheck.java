package io.everup.service;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Whether a port accepts connections. */
final class TcpCheck {

    private TcpCheck() {}

    /** @param timeout in milliseconds */
    static ProbeOutcome check(InetAddress address, int port, long timeout) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) Math.max(1, timeout));
            return ProbeOutcome.good("Port " + port + " of " + address.getHostAddress() + " accepted the connection.");
        } catch (IOException e) {
            return failed(e, address, port);
        }
    }

    static ProbeOutcome failed(IOException problem, InetAddress address, int port) {
        var where = "Port " + port + " of " + address.getHostAddress();
        if (problem instanceof SocketTimeoutException) {
            return ProbeOutcome.bad(Trouble.NO_ANSWER, where + " did not answer in time.");
        }
        return problem instanceof ConnectException
                        && String.valueOf(problem.getMessage()).contains("refused")
                ? ProbeOutcome.bad(Trouble.REFUSED, where + " refused the connection: nothing listens there.")
                : ProbeOutcome.bad(Trouble.NO_ANSWER, where + " can't be reached: " + problem.getMessage() + ".");
    }
}
