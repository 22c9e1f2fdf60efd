"""Fair allocation: declared policies, the inputs they may use, the order they give, and what that does to whom."""
