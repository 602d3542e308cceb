"""Real sentence-transformers models, small enough to be made in a second: a transformer with random weights."""

from __future__ import annotations

from pathlib import Path

SIGNS = [chr(code) for code in range(0xAC00, 0xD7A4)]


def transformer(folder: Path, dimension: int) -> str:
    """Made and saved under `folder`; returns what EMBEDDING_MODEL is to name. Texts of the same syllables are alike."""
    import torch  # noqa: PLC0415 - seconds to import
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer  # noqa: PLC0415
    from transformers import BertConfig, BertModel  # noqa: PLC0415
    from transformers.models.bert.tokenization_bert import BertTokenizer  # noqa: PLC0415

    base = folder / "bert"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *SIGNS, *(f"##{one}" for one in SIGNS)]
    base.mkdir(parents=True)
    (base / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(dimension)
    shape = BertConfig(
        vocab_size=len(words),
        hidden_size=dimension,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=dimension,
        max_position_embeddings=128,
    )
    BertModel(shape).save_pretrained(base)
    BertTokenizer(vocab=str(base / "vocab.txt"), do_lower_case=False).save_pretrained(base)
    form = SentenceTransformer(modules=[Transformer(str(base)), Pooling(dimension)], device="cpu")
    form.save(str(folder / "form"))
    return str(folder / "form")
