package io.everup.vm.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/** The address of consoles. Only pages of our own origin may open one, and only signed in. */
@EnableWebSocket
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration implements WebSocketConfigurer {

    private final ConsoleSocket socket;

    ConsoleConfiguration(ConsoleSocket socket) {
        this.socket = socket;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(socket, "/console/socket");
    }
}
