import { type FencedBlock, fencedBlocks } from "./fenced-blocks.ts";
import type { Conflict } from "./find-conflicts.ts";

/** A text that shows what a conflict looks like speaks of it. */
const SPEAKS =
  /confli[ct]t|konflikt|merg(?:e|ing)|rebas(?:e|ing)|\bmarkers?\b|cherry-pick|コンフリクト|競合|マージ|冲突|衝突|合并|충돌|병합|конфликт|слияни/i;
/** Not the name of a language that somebody would copy the block in. */
const NO_LANGUAGE = /^(?:text|txt|plain|plaintext|diff|patch|git|conflict|console|output|none)?$/i;
/** How much text before and behind the block is read, in UTF-16 code units. */
const BEFORE = 1000;
const BEHIND = 500;

/**
 * Whether a conflict of a Markdown text is shown, not left over: all of it lies in one fenced block, and either the text around speaks
 * of conflicts, or the block holds nothing else and names no language.
 */
export function exampleIn(text: string): (conflict: Conflict) => boolean {
  let blocks: FencedBlock[] | null = null;
  return ({ from, to }) => {
    blocks ??= fencedBlocks(text);
    const block = blockAround(blocks, from);
    if (block === undefined || to >= block.to) return false;
    const around = text.slice(Math.max(0, block.from - BEFORE), block.from) + text.slice(block.to, block.to + BEHIND);
    if (SPEAKS.test(around)) return true;
    const [before, behind] = [text.slice(block.from, from), /^[^\r\n]*([\s\S]*)/.exec(text.slice(to, block.to))?.[1]];
    return NO_LANGUAGE.test(block.info) && `${before}${behind ?? ""}`.trim() === "";
  };
}

/** Blocks are in order and do not overlap: the last one that begins before the place. */
function blockAround(blocks: readonly FencedBlock[], place: number): FencedBlock | undefined {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle] as FencedBlock).from <= place) low = middle + 1;
    else high = middle;
  }
  const block = blocks[low - 1];
  return block && place < block.to ? block : undefined;
}
