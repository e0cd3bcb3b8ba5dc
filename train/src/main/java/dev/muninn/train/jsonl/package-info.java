/** Users' own documents: JSONL lines with plain text, prompts with completions, or chats, as documents to learn from. */
@NullMarked
package dev.muninn.train.jsonl;

import org.jspecify.annotations.NullMarked;
