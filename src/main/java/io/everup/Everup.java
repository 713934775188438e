package io.everup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The portal. */
@SpringBootApplication
public class Everup {

    public static void main(String[] arguments) {
        SpringApplication.run(Everup.class, arguments);
    }
}
