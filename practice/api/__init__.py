"""What every endpoint shares: who asks, what may be sent, how it is paged, and how a refusal is said.

The settings name these modules one by one: REST framework loads some of them while it is itself being loaded.
"""
