// What a service message tells, in a sentence.
import { nameOf } from "./world.js";

const names = (accounts) => accounts.map(nameOf).join("、");

export function told(service, sender, t) {
  const who = nameOf(sender);
  if (service.new_chat_members) return t("joined", { who: names(service.new_chat_members) });
  if (service.left_chat_member) return t("left", { who: nameOf(service.left_chat_member) });
  if (service.migrate_to_chat_id) return t("upgraded", {});
  if (service.migrate_from_chat_id) return t("upgradedFrom", {});
  if (service.pinned_message) return t("pinnedIt", { who });
  if (service.forum_topic_created) return t("topicCreated", { name: service.forum_topic_created.name });
  if (service.forum_topic_edited) return t("topicEdited", { name: service.forum_topic_edited.name ?? "" });
  if (service.forum_topic_closed) return t("topicClosed", { who });
  if (service.forum_topic_reopened) return t("topicReopened", { who });
  return Object.keys(service).join(", ");
}

// One line that stands for a message: in lists, quotes and the pinned bar.
export function line(message, sender, t) {
  if (!message) return t("gone");
  if (message.service) return told(message.service, sender, t);
  if (message.text) return message.text.replace(/\s+/g, " ");
  if (message.media) return message.media.kind === "sticker" ? message.media.emoji : t(`a_${message.media.kind}`);
  return "";
}
