"""What is wished and what is refused (`annotation.md`: food_type, exclude). Pure."""

from core.nlu.foods.reader import Dishes, Foods

__all__ = ["Dishes", "Foods"]
