package io.everup.event;

/** Who reads events; who they are and what they may see is known further up. */
public interface Reader {}
