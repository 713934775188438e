package io.everup.notice;

/** By what people and programs are told. */
public enum ChannelKind {
    MAIL,
    WEBHOOK
}
