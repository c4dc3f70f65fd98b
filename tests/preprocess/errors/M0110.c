#warning think twice
